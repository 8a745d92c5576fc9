import { Injectable } from '@nestjs/common';
import type { Speech } from '#libs/site';
import { LooksService } from '../acts/looks.service.ts';
import type { Paper } from '../papers/paper.ts';
import { answerPaper } from './answer-paper.ts';
import { standingPaper } from './standing-paper.ts';
import { WhyService } from './why.service.ts';

/** Who asks, in which language they read, and on what. */
export interface Reader {
  /** Subject of the sign-in provider. */
  auditor: string;
  speech: Speech;
  as: 'page' | 'pdf';
}

export interface Read {
  paper: Paper;
  /** Of the newest entry of the ledger that it was read from. */
  madeAt: Date;
}

/** The answers as papers. Reading one is a look at one resident, and recorded before it is handed out (PROOF-4). */
@Injectable()
export class WhyPapers {
  constructor(
    private readonly why: WhyService,
    private readonly looks: LooksService,
  ) {}

  /** @returns undefined while the question is on its way. */
  async answer(eventId: string, { auditor, speech, as }: Reader): Promise<Read | undefined> {
    const answer = await this.why.answer(eventId);
    if (!answer) return undefined;
    const residentId = String(answer.question.act?.resident_id);
    await this.looks.note({ auditor, residentId, what: { shown: 'answer', as } });
    return { paper: answerPaper(answer, speech), madeAt: madeAt(answer.asOf) };
  }

  /** @returns undefined for a resident that the ledger knows nothing of, or a moment that is none. */
  async standing(
    { residentId, at }: { residentId: string; at: unknown },
    { auditor, speech, as }: Reader,
  ): Promise<Read | undefined> {
    const moment = new Date(typeof at === 'string' ? at : Number.NaN);
    if (Number.isNaN(moment.getTime())) return undefined;
    const standing = await this.why.standing(residentId, moment);
    if (!standing) return undefined;
    await this.looks.note({ auditor, residentId, what: { shown: 'standing', as } });
    return { paper: standingPaper(standing, speech), madeAt: madeAt(standing.asOf) };
  }
}

function madeAt({ time }: { time?: string }): Date {
  return new Date(time ?? 0);
}
