/**
 * Letters and marks that nobody sees (fillers, joiners, selectors), and KELVIN SIGN, the one letter that NFC turns into another
 * one of ASCII: an address that holds one looks like, or becomes, somebody else's.
 */
export const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u212a]/u;
