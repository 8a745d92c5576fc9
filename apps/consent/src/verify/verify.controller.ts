import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import { type Detail, openDetails } from '../details/detail.ts';
import { readPayload } from '../ledger/consent-payload.ts';
import { viewOfPayload } from '../receipts/receipt-view.ts';
import { checkSteps, type ReceiptCheck } from './check-receipt.ts';
import { readShownReceipt } from './shown-receipt.ts';
import { VerifyService } from './verify.service.ts';

/** For everybody: is this receipt of our ledger? What is shown here is neither kept nor logged (PROOF-6). */
@ApiExcludeController()
@Controller('verify')
export class VerifyController {
  constructor(
    private readonly verify: VerifyService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#ask(request, reply);
  }

  @Post()
  @HttpCode(200)
  async check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const shown = await readShownReceipt(request);
    if (shown === 'nothing')
      return this.#ask(request, reply, [{ field: 'receipt', message: 'verify.nothing' }]);
    const check: ReceiptCheck =
      shown === 'too-large' ? { failed: 'format', fault: 'too-large' } : await this.verify.check(shown.text);
    const data = { ...check, steps: stepsOf(check), says: saysOf(check) };
    await this.pages.render(request, reply, { template: 'verify/checked.njk', data });
  }

  async #ask(request: FastifyRequest, reply: FastifyReply, problems: FormProblem[] = []): Promise<void> {
    await this.pages.render(request, reply, { template: 'verify/verify.njk', problems });
  }
}

/** Each step with what came of it. */
function stepsOf({ failed }: ReceiptCheck) {
  const end = failed === undefined ? checkSteps.length : checkSteps.indexOf(failed);
  return checkSteps.map((name, at) => ({
    name,
    status: at < end ? 'passed' : at === end ? 'failed' : 'not-reached',
  }));
}

/** In words, only of a receipt that holds: whoever shows it knows the address already. */
function saysOf(check: ReceiptCheck) {
  if (check.failed !== undefined) return undefined;
  const { index, opening } = check.receipt;
  const payload = openDetails(readPayload(opening.payload), opening.details as readonly Detail[]);
  const view = viewOfPayload(index, payload);
  const words = view.topics.flatMap(({ name, notice = '', language }) => {
    const text = opening.notices[notice];
    return text === undefined ? [] : [{ name, notice, language, text }];
  });
  return { view, words };
}
