import { describe, expect, it } from '@jest/globals';
import { colourSheet, contrast, lightened, unreadable } from './colours.ts';

const colours = {
  brand: '#10355c',
  brandText: '#ffffff',
  accent: '#f2a93b',
  link: '#0b5fa5',
  button: '#0b5fa5',
  surface: '#eef4f9',
};

describe('the colours of a city', () => {
  it('ALL-1: are measured as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it('ALL-1: are refused where words could not be read on them', () => {
    expect(unreadable(colours)).toEqual([]);
    expect(unreadable({ ...colours, button: '#f2a93b' })).toEqual([
      'white on button has a contrast of 2.0, which should be 4.5 or more',
    ]);
  });

  it('ALL-1: are made lighter for a dark ground, as little as is needed', () => {
    expect(lightened('#8cc4ff', '#121212', 7)).toBe('#8cc4ff');
    const light = lightened(colours.link, '#121212', 7);
    expect(contrast(light, '#121212')).toBeGreaterThanOrEqual(7);
    expect(contrast(light, '#121212')).toBeLessThan(8);
  });

  it('make the darker shades that a button shows under the pointer', () => {
    expect(colourSheet(colours)).toMatch(
      /^:root\{--govuk-brand-colour:#10355c;.*--site-button-hover:#08477c;/,
    );
  });
});
