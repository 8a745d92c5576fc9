import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldProblem, Problem } from './problem.ts';

/** The door of every API: unknown properties and wrong types are refused with the names of the fields. */
export function refuseInvalid(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    exceptionFactory: (failures) =>
      new Problem(
        'invalid',
        400,
        'The request is not valid',
        failures.flatMap((failure) => fields(failure, '')),
      ),
  });
}

function fields(failure: ValidationError, prefix: string): FieldProblem[] {
  const field = `${prefix}${failure.property}`;
  const own = Object.keys(failure.constraints ?? {}).map((constraint) => ({ field, message: constraint }));
  return [...own, ...(failure.children ?? []).flatMap((child) => fields(child, `${field}.`))];
}
