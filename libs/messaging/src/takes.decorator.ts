import 'reflect-metadata';
import type { Act } from './corridor.ts';

const TAKES = Symbol('takes');

/** What a handler gets beside the message: the transaction that holds its inbox row, and who it is. */
export interface Taken extends Act {
  messageId: string;
}

type Handler<M extends object> = (message: M, taken: Taken) => Promise<void>;

/**
 * Marks the method of a consumer that takes one contract. The method runs inside the transaction that notes the message
 * in the inbox: it may be called again after a failure, never after a success.
 */
export function Takes<M extends object>(contract: new () => M) {
  return (target: object, property: string, descriptor: TypedPropertyDescriptor<Handler<M>>): void => {
    const taken = (Reflect.getMetadata(TAKES, target) ?? []) as { contract: unknown; property: string }[];
    Reflect.defineMetadata(TAKES, [...taken, { contract, property }], target);
    void descriptor;
  };
}

/** The handlers of a consumer by contract. */
export function handlersOf(consumer: object): { contract: new () => object; handle: Handler<object> }[] {
  const taken = Reflect.getMetadata(TAKES, Object.getPrototypeOf(consumer)) as
    | { contract: new () => object; property: string }[]
    | undefined;
  return (taken ?? []).map(({ contract, property }) => {
    const method = Reflect.get(consumer, property) as Handler<object>;
    return { contract, handle: method.bind(consumer) };
  });
}
