import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { compileReader, type Read } from './compiled-reader.ts';
import { type ContractClass, contractOfKind } from './contract.ts';

/** Made with the first message of each: by then all decorators have run. */
const readers = new Map<ContractClass, Read | undefined>();

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
  const plain = objectFrom(content);
  return readerOf(contract)?.(plain) ?? readOrTell(kind, contract, plain);
}

function readerOf(contract: ContractClass): Read | undefined {
  if (!readers.has(contract)) readers.set(contract, compileReader(contract));
  return readers.get(contract);
}

function readOrTell(kind: string, contract: ContractClass, content: object): object {
  const message = plainToInstance(contract, content);
  const failures = validateSync(message, { whitelist: true, forbidNonWhitelisted: true });
  if (failures.length > 0) throw new InvalidMessage(`${kind}: ${failures.flatMap(paths).join(', ')}`);
  return message;
}

function objectFrom(content: unknown): object {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new InvalidMessage('a message is an object');
  }
  return content;
}

function paths(failure: ValidationError): string[] {
  const own = failure.constraints ? [failure.property] : [];
  const below = (failure.children ?? []).flatMap(paths).map((path) => `${failure.property}.${path}`);
  return [...own, ...below];
}
