import { Problem } from '#libs/problems';

export const notRunning = () => new Problem('dispatch-not-running', 409, 'The dispatch does not run');

export const notStopped = () =>
  new Problem('dispatch-not-stopped', 409, 'The dispatch is neither paused nor missed');
