/** What somebody sent back, as far as the mail itself says it. Who they are is not known by it: nothing here is verified. */
export type Returned =
  | Bounce
  | Complaint
  | LeaveWish
  /** A machine answered, or tells of nothing that matters: an absence, a delay, a receipt. */
  | { kind: 'automatic' }
  | Answer;

export interface Bounce {
  kind: 'bounce';
  /** `sender`: they object to us and not to the resident (SEND-4), so it counts against nobody. */
  weight: 'hard' | 'soft' | 'sender';
  /** A status such as `5.1.1` or `550`, or `unclear`; never the server's words. */
  reason: string;
}

/** RFC 5965: somebody called it spam. */
export interface Complaint extends Traces {
  kind: 'complaint';
}

/** `unsubscribe <token>` or `unsubscribe everything <token>`, as the List-Unsubscribe header asks for it, or words that mean just that. */
export interface LeaveWish extends Correspondence {
  kind: 'unsubscribe';
  /** 54 characters; not checked yet. */
  token?: string;
  /** What the header of the mail was about; only with a token. */
  scope?: 'topic' | 'everything';
}

export interface Answer extends Correspondence {
  kind: 'reply';
}

/** What may lead to the mail that it is about. */
export interface Traces {
  /** Of leave links, 54 characters each. */
  tokens: string[];
  /** With angle brackets. */
  messageIds: string[];
  /** Local parts that may be return paths. */
  localParts: string[];
  addresses: string[];
}

export interface Correspondence {
  /** The address of From, as it was given; may be empty. */
  from: string;
  subject: string;
  /** What is to be read, without markup. */
  text: string;
  /** Those that it answers, with angle brackets. */
  messageIds: string[];
}

/** The one error of this lib: a mail that cannot be read. It says nothing of what is in it. */
export class UnreadableReturn extends Error {
  override readonly name = 'UnreadableReturn';
}
