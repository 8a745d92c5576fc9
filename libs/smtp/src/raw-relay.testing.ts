import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What a test may do with one command: a reply, several, a part of one; `drop`: the connection is cut; `silence`. */
type Saying = string;

/** A relay that keeps each octet that it is told after EHLO, and says back what a test wants. */
export class RawRelay {
  /** All that was said after EHLO, by all connections. */
  heard = '';
  /** Asked for each command line, and for each end of a content with `.`; nothing: the friendly reply. */
  answer: (command: string) => Saying | undefined = () => undefined;
  readonly sockets: Socket[] = [];
  #mode: 'commands' | 'content' | number = 'commands';
  #rest = '';

  private constructor(
    private readonly server: Server,
    private readonly offers: readonly string[],
  ) {}

  static async start(offers: readonly string[] = ['PIPELINING']): Promise<RawRelay> {
    const server = createServer({ noDelay: true });
    const relay = new RawRelay(server, offers);
    server.on('connection', (socket) => relay.#greet(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #greet(socket: Socket): void {
    this.sockets.push(socket);
    this.#mode = 'commands';
    this.#rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (octets) => {
      this.#rest += octets.toString('latin1');
      while (this.#takeOne(socket));
    });
    socket.write('220 relay.example.org\r\n');
  }

  #takeOne(socket: Socket): boolean {
    const end = this.#end();
    if (end === -1 || this.#rest.length < end || end === 0) return false;
    const taken = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    if (!taken.startsWith('EHLO')) this.heard += taken;
    const command = this.#mode === 'commands' ? taken.trimEnd() : '.';
    this.#mode = 'commands';
    this.#say(command, socket);
    return true;
  }

  #end(): number {
    if (typeof this.#mode === 'number') return this.#mode;
    const mark = this.#mode === 'content' ? '\r\n.\r\n' : '\r\n';
    // A lone dot after 354 ends an empty content.
    if (this.#mode === 'content' && this.#rest.startsWith('.\r\n')) return 3;
    const at = this.#rest.indexOf(mark);
    return at === -1 ? -1 : at + mark.length;
  }

  #say(command: string, socket: Socket): void {
    if (command.startsWith('BDAT')) {
      this.#mode = Number(command.split(' ')[1]);
      return;
    }
    const saying = this.answer(command) ?? this.#friendly(command);
    if (command === 'DATA' && saying.startsWith('354')) this.#mode = 'content';
    if (saying === 'silence') return;
    if (saying === 'drop') socket.destroy();
    else socket.write(saying);
    if (command === 'QUIT') socket.end();
  }

  #friendly(command: string): string {
    if (command.startsWith('EHLO')) {
      const lines = ['relay.example.org', ...this.offers];
      return lines.map((line, n) => `250${n === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
    }
    if (command === 'DATA') return '354 go\r\n';
    return command === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
  }
}
