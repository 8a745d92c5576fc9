import { describe, expect, it } from '@jest/globals';
import { mirrorSheet } from './mirror-sheet.ts';

describe('the style sheet for languages written from right to left', () => {
  it.each([
    ['.a{margin-left:-10px;left:0}', '.a{margin-right:-10px;right:0}'],
    ['.a{padding:1px 2px 3px 4px}', '.a{padding:1px 4px 3px 2px}'],
    ['.a{padding:1px calc(2px + 1em) 3px 4px}', '.a{padding:1px 4px 3px calc(2px + 1em)}'],
    ['.a{margin:0 auto}', '.a{margin:0 auto}'],
    [
      '.a{border-left-color:red;text-align:left;float:right}',
      '.a{border-right-color:red;text-align:right;float:left}',
    ],
    ['@media print{.a{float:left}}', '@media print{.a{float:right}}'],
    ['.left-right{color:red}', '.left-right{color:red}'],
  ])('turns %s into %s', (css, expected) => expect(mirrorSheet(css)).toBe(expected));

  it('moves the tick of a box but does not turn it into another sign', () => {
    expect(mirrorSheet('.t{left:10px;border-width:0 0 5px 5px;transform:rotate(-45deg)}')).toBe(
      '.t{right:10px;border-width:0 0 5px 5px;transform:rotate(-45deg)}',
    );
  });

  it('is itself again when turned twice', () => {
    const css = '.a{margin:1px 2px 3px 4px;left:1px}@media print{.b{text-align:left;padding-right:2px}}';
    expect(mirrorSheet(mirrorSheet(css))).toBe(css);
  });
});
