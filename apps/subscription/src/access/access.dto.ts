import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** What a program sends to ask on behalf of the person who sits before it. */
export class AccessDto {
  @ApiProperty({ example: 'resident@example.ca' })
  @IsString()
  @MaxLength(1000)
  email: string;

  @ApiProperty({ example: 'en', description: 'the language of the mail and of what it leads to' })
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)
  language: string;

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
