import { SoapFaultError } from '../../platform/soap/faults.js';
import type { OwnCredentials } from '../../platform/soap/service.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { THIRD_PARTY_NAMESPACE } from './contract.js';

const isAuthentication = ({ uri, local }: XmlElement): boolean =>
  local === 'ApiAuthentication' && (uri === THIRD_PARTY_NAMESPACE || uri === '');

/**
 * Sign-in by the header block ApiAuthentication: the user is `LoginName@Company`, or `LoginName` without a company, as in HTTP
 * Basic of the REST form. RequestTimeUtc and Signature are not checked: clients fill them in as they like.
 */
export const API_AUTHENTICATION: OwnCredentials = {
  isIn: isAuthentication,
  read: ({ headers }) => {
    const [block, second] = headers.filter(isAuthentication);
    if (second !== undefined) throw invalid('there is more than one ApiAuthentication');
    if (block === undefined) return undefined;
    const login = only(block, 'LoginName')?.trim() ?? '';
    const company = only(block, 'Company')?.trim() ?? '';
    const password = only(block, 'Password');
    if (login === '' || password === undefined) throw invalid('ApiAuthentication needs a LoginName and a Password');
    return { kind: 'text', user: company === '' ? login : `${login}@${company}`, password };
  },
};

/** The text of the only child of a name. @throws {SoapFaultError} when there are several, or it has children */
function only(block: XmlElement, name: string): string | undefined {
  const [child, second] = block.children.filter(({ local }) => local === name);
  if (second !== undefined) throw invalid(`more than one ${name}`);
  if (child !== undefined && child.children.length > 0) throw invalid(`an element in ${name}`);
  return child?.text;
}

const invalid = (what: string): SoapFaultError => new SoapFaultError('credentials-header', { subject: what });
