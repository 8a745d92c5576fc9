/** In points; the paper is US Letter, as cities of Canada print it. */
export const MARGIN = { top: 60, bottom: 64, left: 60, right: 60 };

export const SIZES = { small: 9, body: 10.5, 3: 12, 2: 15, 1: 22 };

/** Of the width between the margins, for the names of facts. */
export const NAMES_PART = 0.32;

export const GAP = 6;

/** A heading goes to the next page with what follows it when less than this is left. */
export const KEPT_TOGETHER = 90;
