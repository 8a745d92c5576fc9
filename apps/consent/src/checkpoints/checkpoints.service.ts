import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { emptyRoot } from '#libs/tlog';
import { ConsentSettings } from '../settings.ts';
import type { CheckpointDto } from './checkpoint.dto.ts';
import { CheckpointEntity } from './checkpoint.entity.ts';

@Injectable()
export class CheckpointsService {
  constructor(
    @InjectRepository(CheckpointEntity) private readonly checkpoints: Repository<CheckpointEntity>,
    private readonly settings: ConsentSettings,
  ) {}

  async latest(): Promise<CheckpointDto> {
    const origin = this.settings.ledgerOrigin;
    const [last] = await this.checkpoints.find({ order: { size: 'DESC' }, take: 1 });
    if (!last) return { origin, size: 0, root: emptyRoot().toString('base64') };
    return { origin, size: last.size, root: last.root.toString('base64'), time: last.madeAt.toISOString() };
  }
}
