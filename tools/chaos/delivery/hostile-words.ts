import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Mood } from './temper.ts';

/** Before anything is answered, or written down. */
export async function waitAs(mood: Mood): Promise<void> {
  if (mood.does === 'stall') await pause(mood.milliseconds);
  if (mood.does === 'hold') await mood.until;
}

/** Whether the friendly answer can be heard in this mood, by whoever still listens. */
export function isHeardIn(mood: Mood, socket: Socket): boolean {
  const isGone = socket.destroyed || socket.readableEnded;
  return !['drop', 'half-a-reply'].includes(mood.does) && !isGone;
}

/** Says the friendly answer, or what the mood makes of it; an empty one says nothing. */
export async function speakAs(mood: Mood, socket: Socket, friendly: string): Promise<void> {
  switch (mood.does) {
    case 'reply':
      writeLine(socket, mood.reply);
      if (mood.reply.startsWith('421')) socket.end();
      return;
    case 'drop':
      socket.destroy();
      return;
    case 'half-a-reply':
      socket.end('25');
      return;
    case 'answer-in-pieces':
      socket.write('2');
      await pause(20);
      writeLine(socket, friendly.slice(1));
      return;
    case 'answer-and-drop':
      if (friendly !== '') writeLine(socket, friendly);
      socket.destroySoon();
      return;
    default:
      if (friendly !== '') writeLine(socket, friendly);
  }
}

export function writeLine(socket: Socket, line: string): void {
  if (!socket.destroyed && socket.writable) socket.write(`${line}\r\n`);
}
