import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckpointDto } from './checkpoint.dto.ts';
import { CheckpointsService } from './checkpoints.service.ts';

/** For anybody: whoever noted size and root once can tell later whether what was there then was changed. */
@ApiTags('ledger')
@Controller('api/consent/v1/checkpoint')
export class CheckpointController {
  constructor(private readonly checkpoints: CheckpointsService) {}

  @Get()
  @Header('Cache-Control', 'max-age=2')
  @ApiOperation({ summary: 'Size and root of the ledger now' })
  @ApiOkResponse({ type: CheckpointDto })
  async latest(): Promise<CheckpointDto> {
    return this.checkpoints.latest();
  }
}
