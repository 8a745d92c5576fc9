import { Problem } from '#libs/problems';

export const unknownItem = () => new Problem('item-unknown', 404, 'There is no such message');

export const alreadyPlaced = () => new Problem('item-placed', 409, 'Somebody has placed the message already');

export const notOneAddress = () =>
  new Problem('item-address', 422, 'That is not one e-mail address', [
    { field: 'address', message: 'staff.mailbox.address.wrong' },
  ]);

export const nobodyThere = () =>
  new Problem('item-nobody', 422, 'Nobody at this address follows anything', [
    { field: 'address', message: 'staff.mailbox.address.nobody' },
  ]);

export const notSuppressed = () =>
  new Problem('address-not-suppressed', 422, 'Mail to this address has not been stopped', [
    { field: 'address', message: 'staff.mailbox.reachable.none' },
  ]);
