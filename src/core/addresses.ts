/** Everything about addresses in one place: what one is, and how to find them in a text. */
export { domainOf, isAddress, isDomain, parseAddress, sameAddress } from './addressSyntax';
export { extractAddresses } from './extractAddresses';
