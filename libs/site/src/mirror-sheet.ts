/** A turned border draws the tick of a box and the arrow of a link; swapping its sides would turn the tick into another sign. */
const TURNED = /rotate\(/;

const FOUR_SIDES = /^(margin|padding|border-width|border-color|border-style|inset)$/;

/**
 * The same style sheet for a language that is written from right to left: left and right change places. Takes CSS
 * without data URLs. Logical properties would need no second sheet, but phones that no longer get
 * updates (iOS 12) do not know them and would lay one control over another.
 */
export function mirrorSheet(css: string): string {
  return css.replace(/\{([^{}]*)\}/g, (_, block: string) => {
    const isTurned = TURNED.test(block);
    const mirrored = block.split(';').map((declaration) => mirrorDeclaration(declaration, isTurned));
    return `{${mirrored.join(';')}}`;
  });
}

function mirrorDeclaration(declaration: string, isTurned: boolean): string {
  const [, property = '', value = ''] = /^\s*([a-z-]+)\s*:\s*(.*)$/s.exec(declaration) ?? [];
  if (property === '' || property.startsWith('--')) return declaration;
  if (isTurned && property.startsWith('border')) return declaration;
  return `${swap(property)}:${mirrorValue(property, value)}`;
}

function mirrorValue(property: string, value: string): string {
  if (/^(float|clear|text-align)$/.test(property)) return swap(value);
  if (!FOUR_SIDES.test(property)) return value;
  const sides = value.match(/(?:[^\s(]|\([^)]*\))+/g) ?? [];
  const [top, right, bottom, left] = sides;
  return sides.length === 4 ? [top, left, bottom, right].join(' ') : value;
}

function swap(name: string): string {
  return name.replace(/\b(left|right)\b/g, (side) => (side === 'left' ? 'right' : 'left'));
}
