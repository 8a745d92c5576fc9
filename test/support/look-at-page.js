// Runs inside a browser: what a reader at 400 %, in forced colours, without motion or with a keyboard would meet.

const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';

const name = (element) =>
  `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} ${(element.textContent || element.value || '').trim().slice(0, 40)}`;

/** Meant to be out of sight: for screen readers, or as the trap for programs. */
const isAside = (element) =>
  element.closest('.govuk-visually-hidden, .site-aside, .govuk-skip-link') !== null;

const isShown = (element) => element.getClientRects().length > 0 && !isAside(element);

const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);

/** What govuk-frontend draws beside an input that is itself transparent. */
const drawn = (element) => {
  const label = element.matches('[type=checkbox], [type=radio]') && element.labels?.[0];
  return label ? [getComputedStyle(label, '::before')] : [getComputedStyle(element)];
};

const rgb = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
const isSeen = (colour) => rgb(colour).length === 3 || rgb(colour)[3] > 0;

const luminance = (colour) => {
  const [r, g, b] = rgb(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one, other) => {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

const ground = (element) => {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (isSeen(backgroundColor)) return backgroundColor;
  }
  return 'rgb(255, 255, 255)';
};

const colours = (style) => [
  ...(style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2
    ? [style.outlineColor]
    : []),
  ...(style.boxShadow.match(/rgba?\([^)]+\)/g) ?? []),
  ...(Number.parseFloat(style.borderTopWidth) > 0 ? [style.borderTopColor] : []),
  style.backgroundColor,
];

globalThis.look = {
  /** Text or controls that stick out of the window or out of a box that cuts them. */
  cut: () =>
    all('body *')
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const { overflowX } = getComputedStyle(element);
        const isClipping =
          ['hidden', 'clip'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1;
        return left < -1 || right > document.documentElement.clientWidth + 1 || isClipping;
      })
      .map(name),

  /** Controls that a finger or pointer does not reach, or that are smaller than WCAG 2.5.8 allows outside of a text. */
  unreachable: () =>
    all(CONTROLS)
      .filter((element) => {
        element.scrollIntoView({ block: 'center' });
        const [box] = element.getClientRects();
        const { left, top, width, height } = box;
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        const isHit = hit && (element.contains(hit) || hit.closest('label')?.control === element);
        const isInText = element.matches('a') && getComputedStyle(element).display === 'inline';
        return !isHit || (!isInText && (width < 24 || height < 24));
      })
      .map(name),

  /** Buttons and fields whose edge nobody sees once backgrounds are gone. */
  edgeless: () =>
    all('button, .govuk-button, input:not([type=hidden]), select, textarea')
      .filter((element) => element.matches('.govuk-button, input, select, textarea'))
      .filter((element) =>
        drawn(element).every(
          ({ borderTopWidth, borderTopStyle, borderTopColor }) =>
            Number.parseFloat(borderTopWidth) === 0 ||
            borderTopStyle === 'none' ||
            contrast(borderTopColor, ground(element)) < 3,
        ),
      )
      .map(name),

  /** Whatever moves by itself or glides. */
  moving: () =>
    [...document.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after']
        .map((part) => getComputedStyle(element, part || null))
        .filter(
          ({ transitionDuration, animationName, scrollBehavior }) =>
            /[1-9]/.test(transitionDuration) || animationName !== 'none' || scrollBehavior === 'smooth',
        )
        .map(() => name(element)),
    ),

  /** Controls on which focus changes no colour that stands out from what is around them (WCAG 2.4.7, 1.4.11). */
  unmarked: () =>
    [...document.querySelectorAll(CONTROLS)]
      .filter((element) => element.getClientRects().length > 0 && !element.closest('.site-aside'))
      .filter((element) => {
        element.blur();
        const before = drawn(element).flatMap(colours).join();
        const isOutOfSight = element.getBoundingClientRect().width <= 1;
        element.focus({ preventScroll: true });
        // As the link to the main content does: coming into sight is the mark.
        if (isOutOfSight && element.getBoundingClientRect().width > 24) return false;
        const during = drawn(element).flatMap(colours);
        const around = ground(element);
        return (
          document.activeElement !== element ||
          during.join() === before ||
          !during.some((colour) => isSeen(colour) && contrast(colour, around) >= 3)
        );
      })
      .map(name),
};
