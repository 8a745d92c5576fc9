import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  Equals,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { type Frequency, frequencies, USUAL_FREQUENCY } from './frequency.ts';

/** What a program sends to ask on behalf of the resident who sits before it. */
export class AskDto {
  @ApiProperty({ example: 'resident@example.ca' })
  @IsString()
  @MaxLength(1000)
  email: string;

  @ApiProperty({ type: [String], example: ['digital-infrastructure-plan'] })
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  topics: string[];

  @ApiProperty({ example: 'en', description: 'the language of the notice that the resident saw' })
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)
  language: string;

  @ApiProperty({ enum: frequencies, required: false, default: USUAL_FREQUENCY })
  @IsOptional()
  @IsIn(frequencies)
  frequency?: Frequency;

  @ApiProperty({
    type: [String],
    required: false,
    description:
      'SHA-256 of the notices that the resident was shown; when one is no longer that of its topic, nothing is recorded',
  })
  @IsOptional()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  notices?: string[];

  @ApiProperty({
    enum: [true],
    description:
      'true: the resident was shown the notice of each topic and ticked its box, which was not ticked before',
  })
  @Equals(true)
  consent: true;

  @ApiProperty({
    required: false,
    description:
      'the solution of a challenge of /api/subscription/v1/challenges, used once; without it, a narrower limit of the network holds',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  proof?: string;
}
