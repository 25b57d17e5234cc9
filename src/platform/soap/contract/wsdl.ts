/** The `location` of an address element in the SOAP bindings of WSDL 1.1, with any prefix. */
const ADDRESS = /(<(?:[\w.-]+:)?address\b[^>]*?\slocation\s*=\s*)(?:"[^"]*"|'[^']*')/g;

/** The contract with the service's own address in it. @param wsdl the WSDL 1.1 text @param address the service's URL */
export function wsdlAt(wsdl: string, address: string): string {
  const value = address.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  return wsdl.replace(ADDRESS, (_, before: string) => `${before}"${value}"`);
}
