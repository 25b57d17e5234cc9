import { execFileSync } from 'node:child_process';

/**
 * Creates `name.crt` and `name.key` in a folder: a certificate for 127.0.0.1, self-signed or signed by an authority of
 * the folder.
 * @param subject its common name
 */
export function makeCertificate(folder: string, name: string, subject = name, authority?: string): void {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-subj',
      `/CN=${subject}`,
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      ...(authority === undefined ? [] : ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`]),
    ],
    { cwd: folder, stdio: 'pipe' },
  );
}
