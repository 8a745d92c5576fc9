/** Somebody who may sign in while the city's own provider is not there. */
export interface DemoPerson {
  subject: string;
  name: string;
  roles: string[];
}

export const people: DemoPerson[] = [
  { subject: 'demo-amira', name: 'Amira Author', roles: ['author'] },
  { subject: 'demo-paul', name: 'Paul Approver', roles: ['approver'] },
  { subject: 'demo-odile', name: 'Odile Auditor', roles: ['auditor'] },
  { subject: 'demo-omar', name: 'Omar Operator', roles: ['operator'] },
  // Has both roles and still may not release what she wrote herself (MSG-2).
  { subject: 'demo-beatriz', name: 'Beatriz Both', roles: ['author', 'approver'] },
];
