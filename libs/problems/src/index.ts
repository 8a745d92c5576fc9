export { ProblemFilter, type ShowPage } from './problem.filter.ts';
export { type FieldProblem, Problem } from './problem.ts';
export { refuseInvalid } from './refuse-invalid.ts';
export { TryLater, type TryLaterFacts } from './try-later.ts';
