export const services = ['subscription', 'consent', 'notification'] as const;
export type Service = (typeof services)[number];

/** `urgent` has a queue and workers of its own, so that leaving overtakes everything else (LEAVE-4, SEND-8). */
export const lanes = ['urgent', 'normal'] as const;
export type Lane = (typeof lanes)[number];

export interface ContractFacts {
  /** Name and version, e.g. `consent-asked.v1`. A released version is frozen: a change is a new version. */
  kind: string;
  from: Service;
  to: readonly Service[];
  lane: Lane;
}

export type ContractClass = new () => object;

const byClass = new Map<ContractClass, ContractFacts>();
const byKind = new Map<string, ContractClass>();

/** Declares a class as a message between services. */
export function Contract(facts: ContractFacts): ClassDecorator {
  return (target) => {
    byClass.set(target as unknown as ContractClass, facts);
    byKind.set(facts.kind, target as unknown as ContractClass);
  };
}

/** @throws Error when the object is not an instance of a declared contract. */
export function contractOf(message: object): ContractFacts {
  const facts = byClass.get(message.constructor as ContractClass);
  if (!facts) throw new Error(`${message.constructor.name} is not a contract`);
  return facts;
}

/** The class of a kind, if there is one. */
export function contractOfKind(kind: string): ContractClass | undefined {
  return byKind.get(kind);
}

/** Every declared contract with its class. */
export function contracts(): { facts: ContractFacts; contract: ContractClass }[] {
  return [...byClass].map(([contract, facts]) => ({ facts, contract }));
}

/** The contracts that a service must have a handler for. */
export function contractsTakenBy(service: Service): ContractClass[] {
  return contracts().flatMap(({ facts, contract }) => (facts.to.includes(service) ? [contract] : []));
}
