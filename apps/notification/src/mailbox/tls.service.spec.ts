import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import type { DataSource } from 'typeorm';
import { createLogger } from '#libs/logging';
import { authority, type CertificateName, certificate } from '../../../../tools/smtp/certificates.ts';
import type { NotificationSettings } from '../settings.ts';
import { ImapReader } from './imap-reader.ts';
import type { Keeping } from './keeping.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { Receiver } from './receiver.ts';

const logger = createLogger('test', 'silent');
const nowhere = { manager: {} } as DataSource;
const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, authority()]));
afterAll(() => setDefaultCACertificates(trusted));

describe('the door for mail that comes back', () => {
  const kept: string[][] = [];
  let receiver: Receiver | undefined;
  afterEach(() => receiver?.onApplicationShutdown());

  const open = async (name: CertificateName) => {
    const { key, cert } = certificate(name);
    const settings = { mailboxPort: 0, mailboxHost: '127.0.0.1', mailboxTls: key + cert };
    const own = { read: () => ({ is: 'mailbox' }) } as unknown as OwnAddresses;
    const keep = async (_: unknown, { recipients }: { recipients: string[] }) => void kept.push(recipients);
    const keeping = { keep, wake: () => undefined } as unknown as Keeping;
    receiver = new Receiver(settings as NotificationSettings, nowhere, own, keeping, logger);
    await receiver.onApplicationBootstrap();
    return createTransport({ host: 'localhost', port: receiver.port, requireTLS: true, tls: {} });
  };
  const mail = { envelope: { from: '', to: 'returns@example.ca' }, raw: 'Subject: STOP\r\n\r\nSTOP\r\n' };

  it('takes it behind STARTTLS with its certificate', async () => {
    const transport = await open('good');
    await transport.sendMail(mail);
    expect(kept).toEqual([['returns@example.ca']]);
  });

  it('is the one that the certificate names, or a server that looks does not speak to it', async () => {
    const transport = await open('another-name');
    await expect(transport.sendMail(mail)).rejects.toThrow('altnames');
    expect(kept).toHaveLength(1);
  });
});

describe('a mailbox elsewhere', () => {
  let server: Server;
  let heard = '';
  afterEach(() => void server.close());

  /** Reads from a server that has this certificate and lets nobody in. */
  const read = async (name: CertificateName) => {
    heard = '';
    server = createServer(certificate(name), (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (octets) => {
        const said = octets.toString();
        heard += said;
        const [tag, command] = said.split(' ');
        if (/^CAPABILITY/i.test(command ?? '')) socket.write('* CAPABILITY IMAP4rev1\r\n');
        socket.write(`${tag} ${/^LOGIN/i.test(command ?? '') ? 'NO' : 'OK'} so\r\n`);
      });
      socket.write('* OK [CAPABILITY IMAP4rev1] here\r\n');
    });
    server.on('tlsClientError', () => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const settings = { imapUrl: `imaps://returns:secret@localhost:${port}/INBOX` } as NotificationSettings;
    return new ImapReader(settings, nowhere, {} as Keeping, logger).read();
  };

  it('is signed in to over TLS', async () => {
    await expect(read('good')).rejects.toThrow('signing in was refused');
    expect(heard).toContain('secret');
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['another-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['strange', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('whose certificate is %s hears nothing, no password either', async (name, code) => {
    await expect(read(name)).rejects.toThrow(code);
    expect(heard).toBe('');
  });
});
