/** The name as a whole comes first: a claim may be named by an address, e.g. `https://example.ca/roles`. */
export function claimAt(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return Reflect.get(claims, name);
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? Reflect.get(value, part)
          : undefined,
      claims,
    );
}

export function nameFrom(claims: object): string | undefined {
  const names = [claimAt(claims, 'name'), claimAt(claims, 'preferred_username')];
  return names.find((name): name is string => typeof name === 'string' && name !== '');
}
