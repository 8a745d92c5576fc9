import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { messageId as newMessageId } from '#libs/mail';
import { Seal, type Taken } from '#libs/messaging';
import { letterSeal, type NewLetter } from './letter.ts';
import { LetterPost } from './letter-post.ts';
import { Letterhead } from './letterhead.ts';

@Injectable()
export class LettersService {
  constructor(
    private readonly letterhead: Letterhead,
    private readonly seal: Seal,
    private readonly post: LetterPost,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Puts a letter on its way: due when the transaction of the message that asks for it is durable.
   * @param id of the letter, where the message gives one or asks for several. A second letter of the same id is not written.
   */
  async write(
    { manager, messageId, storyId, whenDurable }: Taken,
    letter: NewLetter,
    id = messageId,
  ): Promise<void> {
    const { kind, address, language, expiresAt, content } = letter;
    const residentId = 'residentId' in letter ? letter.residentId : null;
    await manager.query(
      `INSERT INTO letters (id, kind, state, resident_id, address, language, sealed, message_id, story_id,
         created_at, due_at, expires_at)
       VALUES ($1, $2, 'due', $3, $4, $5, $6, $7, $8, $9, $9, $10)
       ON CONFLICT (id) DO NOTHING`,
      [
        id,
        kind,
        residentId,
        address,
        language,
        this.seal.seal(content, letterSeal(id)),
        newMessageId(this.random.bytes(32), [id], this.letterhead.domain),
        storyId,
        this.clock.now(),
        expiresAt,
      ],
    );
    whenDurable(() => this.post.wake());
  }
}
