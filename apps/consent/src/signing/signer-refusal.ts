/**
 * What is to be signed does not continue what was signed: most often an older backup of the database was restored. To sign it
 * would show two ledgers under one name, which nobody could ever take back.
 */
export class SignerRefusal extends Error {
  override readonly name = 'SignerRefusal';
}
