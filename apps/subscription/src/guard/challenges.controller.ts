import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Proofs } from './proofs.ts';

@ApiTags('proofs of work')
@Controller('api/subscription/v1/challenges')
export class ChallengesController {
  constructor(private readonly proofs: Proofs) {}

  @Get()
  @ApiOperation({
    summary:
      'A challenge of ALTCHA, to be solved once within an hour; its solution goes into `proof` of a request',
    description:
      'Any client of ALTCHA (version 2 of its proof of work) solves it. `proof` is the JSON of `{ challenge, solution }` in base64.',
  })
  @ApiOkResponse({ description: 'The challenge, signed by us.' })
  draw() {
    return this.proofs.challenge();
  }
}
