import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * class-validator gathers the rules of a class and of all its parents anew for each object: a third of the time of a check, and each
 * message is checked where it is posted and where it is taken. Decorators have all run before the first message is read, so what
 * was gathered once stays true.
 * @throws Error when the library has not the methods that this knows.
 */
export function gatherRulesOnce(storage: Storage = getMetadataStorage()): void {
  const { getTargetValidationMetadatas, groupByPropertyName } = storage;
  if (!getTargetValidationMetadatas || !groupByPropertyName) throw new Error('another class-validator');
  const ofClass = new Map<unknown, Rules>();
  const grouped = new WeakMap<Rules, ReturnType<Storage['groupByPropertyName']>>();
  storage.getTargetValidationMetadatas = (...asked) => {
    const [target, schema, always, strictGroups, groups] = asked;
    const gather = () => getTargetValidationMetadatas.apply(storage, asked);
    if (schema || always || strictGroups || groups) return gather();
    return remembered(ofClass, target, gather);
  };
  storage.groupByPropertyName = (rules) =>
    remembered(grouped, rules, () => groupByPropertyName.call(storage, rules));
}

function remembered<K, V>(
  known: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  find: () => V,
): V {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
