import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type CertificateName, certificate } from '../../smtp/certificates.ts';
import { writeLine } from './hostile-words.ts';
import type { Mood } from './temper.ts';

const GO_ON = '220 2.0.0 go on';
/** An answer to the EHLO that comes after the handshake, given before it. */
const INJECTED = '250-hostile.example.ca\r\n250-CHUNKING\r\n250 AUTH PLAIN';
const contexts = new Map<CertificateName, SecureContext>();

/** Answers STARTTLS, well or wrongly. @returns the secured connection, if there may be one. */
export async function answerStartTls(socket: Socket, mood: Mood): Promise<Socket | undefined> {
  switch (mood.does) {
    case 'reply':
      writeLine(socket, mood.reply);
      return undefined;
    case 'stall':
      writeLine(socket, GO_ON);
      await pause(mood.milliseconds, undefined, { ref: false });
      socket.destroy();
      return undefined;
    case 'garbage': {
      const handshake = once(socket, 'data');
      writeLine(socket, GO_ON);
      await handshake.catch(() => undefined);
      socket.end('this is not TLS\r\n');
      return undefined;
    }
    case 'inject':
      writeLine(socket, `${GO_ON}\r\n${INJECTED}`);
      return secured(socket, 'good');
    case 'certificate':
      writeLine(socket, GO_ON);
      return secured(socket, mood.of);
    case 'friendly':
      writeLine(socket, GO_ON);
      return secured(socket, 'good');
    default:
      socket.destroy();
      return undefined;
  }
}

function secured(socket: Socket, name: CertificateName): Socket {
  const secureContext = contexts.get(name) ?? createSecureContext(certificate(name));
  contexts.set(name, secureContext);
  return new TLSSocket(socket, { isServer: true, secureContext });
}
