import { createServer, type Socket } from 'node:net';
import { SmtpReader } from './smtp-reader.ts';

// Program: accepts every mail on 127.0.0.1:PORT and throws it away, as smtp-sink does. Of recipients whose address begins with a word of
// WATCH (`leaving.,asking.`) it writes a line for each mail: {"to","at"}, milliseconds since 1970 of the first octet of the content;
// with KEEP=1 also the mail itself in base64. Each second it writes {"at","mails"}: how many it has accepted so far.
const { PORT, WATCH = '', KEEP } = process.env;
const watched = WATCH.split(',').filter(Boolean);
let mails = 0;

createServer({ noDelay: true }, serve).listen(Number(PORT), '127.0.0.1', 1024);
const ticking = setInterval(() => tell({ at: Date.now(), mails }), 1000);
process.on('SIGTERM', () => {
  clearInterval(ticking);
  tell({ at: Date.now(), mails });
  process.exit();
});

function serve(socket: Socket): void {
  let to = '';
  let beganAt = 0;
  let answers = '';
  let isLeaving = false;
  const reader = new SmtpReader({
    command: (line) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (verb === 'DATA') reader.expectContent();
      answers += answerTo(verb);
      isLeaving ||= verb === 'QUIT';
    },
    contentBegins: () => {
      beganAt = Date.now();
    },
    content: (octets) => {
      mails += 1;
      if (KEEP || watched.some((word) => to.startsWith(word)))
        tell({ to, at: beganAt, ...(KEEP && { mail: octets.toString('base64') }) });
      answers += '250 2.0.0 taken\r\n';
    },
  });
  socket.on('data', (chunk) => {
    reader.read(chunk);
    // One write for all that a pipelining client asked at once.
    if (answers !== '') socket.write(answers);
    answers = '';
    if (isLeaving) socket.end();
  });
  // A client that is killed is no fault of the sink.
  socket.on('error', () => undefined);
  socket.write('220 sink.example.ca ESMTP\r\n');
}

function answerTo(verb: string): string {
  switch (verb) {
    case 'EHLO':
      return '250-sink.example.ca\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n';
    case 'DATA':
      return '354 go on\r\n';
    case 'QUIT':
      return '221 2.0.0 bye\r\n';
    default:
      return '250 2.0.0 ok\r\n';
  }
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
