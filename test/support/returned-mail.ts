/** A mail as it comes back. */
export function mail(headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, '', body].join('\r\n').replaceAll(/\r?\n/g, '\r\n'));
}

const ORIGINAL = {
  'Return-Path': '<dabc@returns.example.ca>',
  From: 'Example City <updates@example.ca>',
  To: 'anne@example.org',
  Subject: 'Meetings in March',
  'Message-ID': '<0123456789abcdefghijklmnopqr@example.ca>',
};

/** A report of RFC 3464 about one recipient or several. */
export function deliveryReport(...recipients: Record<string, string>[]): Buffer {
  const blocks = [{ 'Reporting-MTA': 'dns; mx.example.org' }, ...recipients].map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  );
  return report('delivery-status', 'Undelivered Mail Returned to Sender', blocks.join('\n\n'), ORIGINAL);
}

/** A complaint of RFC 5965. */
export function complaint(
  fields: Record<string, string>,
  original: Record<string, string> = ORIGINAL,
): Buffer {
  const block = Object.entries({ 'User-Agent': 'Example/1.0', Version: '1', ...fields }).map((each) =>
    each.join(': '),
  );
  return report('feedback-report', 'Email Feedback Report', block.join('\n'), original);
}

function report(type: string, subject: string, block: string, original: Record<string, string>): Buffer {
  const part = (contentType: string, text: string) => `--b\nContent-Type: ${contentType}\n\n${text}\n`;
  return mail(
    {
      From: 'MAILER-DAEMON@mx.example.org',
      Subject: subject,
      'Content-Type': `multipart/report; report-type=${type}; boundary=b`,
    },
    [
      part('text/plain; charset=utf-8', 'This is the mail system at host mx.example.org.'),
      part(`message/${type}`, block),
      part('message/rfc822', mail(original, 'Come, please.\r\nTo leave: unsubscribe').toString()),
      '--b--\n',
    ].join(''),
  );
}
