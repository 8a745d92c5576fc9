import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const TYPES = { 15: 'MX', 16: 'TXT' } as const;

/** By `TXT name` or `MX name`: records, or nothing for a name that is not there. `silent` and `broken` are what they say. */
export type Zone = Map<string, string[] | 'silent' | 'broken'>;

/** A name server on loopback that knows one zone, over UDP (RFC 1035). */
export class DnsServer {
  /** What was asked for. */
  readonly asked: string[] = [];

  private constructor(
    private readonly socket: Socket,
    zone: Zone,
  ) {
    socket.on('message', (query, { port, address }) => {
      const question = questionOf(query);
      this.asked.push(question.key);
      const records = zone.get(question.key);
      if (records !== 'silent') socket.send(answer(query, question, records), port, address);
    });
  }

  static async start(zone: Zone): Promise<DnsServer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsServer(socket, zone);
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): void {
    this.socket.close();
  }
}

interface Question {
  key: string;
  type: number;
  end: number;
}

function questionOf(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const kind = TYPES[type as keyof typeof TYPES] ?? String(type);
  return { key: `${kind} ${labels.join('.')}`, type, end: at + 5 };
}

function answer(query: Buffer, { type, end }: Question, records: string[] | 'broken' | undefined): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  const code = records === 'broken' ? 2 : records ? 0 : 3;
  const found = Array.isArray(records) ? records : [];
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  return Buffer.concat([header, query.subarray(12, end), ...found.map((text) => record(type, text))]);
}

function record(type: number, text: string): Buffer {
  const data = type === 15 ? exchange(text) : strings(text);
  const front = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
  front.writeUInt16BE(data.length, 10);
  return Buffer.concat([front, data]);
}

function exchange(text: string): Buffer {
  const [priority, host = ''] = text.split(' ');
  const labels = host.split('.').filter((label) => label !== '');
  const name = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([Buffer.from([0, Number(priority)]), ...name, Buffer.from([0])]);
}

/** In pieces of 255 octets, as a long key is published. */
function strings(text: string): Buffer {
  const parts = text.match(/.{1,255}/g) ?? [''];
  return Buffer.concat(parts.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part)]));
}
