import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { type ContractClass, contractOfKind } from './contract.ts';
import { gatherRulesOnce } from './gathered-rules.ts';

gatherRulesOnce();

/** A message that does not keep its contract. Names properties, never values: they may be personal. */
export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage';
}

/**
 * Turns what came from a queue, or goes into one, into an instance of its contract.
 * @throws InvalidMessage for a kind that no contract declares, or content that breaks it.
 */
export function readMessage(kind: string, content: unknown): object {
  const contract = contractOfKind(kind);
  if (!contract) throw new InvalidMessage(`unknown kind ${kind}`);
  const message = instanceOf(contract, content);
  const failures = validateSync(message, { whitelist: true, forbidNonWhitelisted: true });
  if (failures.length > 0) throw new InvalidMessage(`${kind}: ${failures.flatMap(paths).join(', ')}`);
  return message;
}

function instanceOf(contract: ContractClass, content: unknown): object {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new InvalidMessage('a message is an object');
  }
  return plainToInstance(contract, content);
}

function paths(failure: ValidationError): string[] {
  const own = failure.constraints ? [failure.property] : [];
  const below = (failure.children ?? []).flatMap(paths).map((path) => `${failure.property}.${path}`);
  return [...own, ...below];
}
