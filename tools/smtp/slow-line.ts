import { connect, createServer, type Socket } from 'node:net';

// Program: passes every connection to 127.0.0.1:PORT on to 127.0.0.1:TARGET_PORT, and lets whatever is sent arrive DELAY_MILLISECONDS later,
// in each direction. Like a long line and unlike a narrow one: any number of octets may be on their way.
const { PORT, TARGET_PORT, DELAY_MILLISECONDS } = process.env;
const delay = Number(DELAY_MILLISECONDS);

createServer({ noDelay: true }, (near) => {
  const far = connect({ port: Number(TARGET_PORT), host: '127.0.0.1', noDelay: true });
  passOn(near, far);
  passOn(far, near);
}).listen(Number(PORT), '127.0.0.1', 1024);

function passOn(from: Socket, to: Socket): void {
  // Timers of the same length fire in the order in which they were set.
  from.on('data', (chunk) => void setTimeout(() => to.write(chunk), delay));
  from.on('end', () => void setTimeout(() => to.end(), delay));
  from.on('close', (isBroken) => {
    if (isBroken) to.destroy();
  });
  from.on('error', () => undefined);
}
