import { ApiProperty } from '@nestjs/swagger';

/** How large the ledger is, and the hash over all of it. Two people who see the same pair hold the same ledger. */
export class CheckpointDto {
  @ApiProperty({ description: "The ledger's name.", example: 'ledger.example.ca/tidings' })
  origin: string;

  @ApiProperty({ description: 'How many entries the ledger has.', example: 3 })
  size: number;

  @ApiProperty({
    description: 'RFC 6962 root over all entries, in base64.',
    example: 'MNq6fov6OHqc1fYpBZTuV7Pb7WeMdeBiWuu90QHLIVc=',
  })
  root: string;

  @ApiProperty({
    description:
      'When the newest entries were added, by the clock of this service; absent while there are none.',
    example: '2026-01-05T15:04:05.000Z',
    required: false,
  })
  time?: string;
}
