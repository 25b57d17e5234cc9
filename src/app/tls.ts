import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';

/** PEM files: the certificate with its chain, its key, and the authority whose clients are accepted. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Mutual TLS: the handshake fails without a client certificate of this authority. */
  readonly clientCa?: string;
}

export interface TlsContext extends SecureContextOptions {
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: 'TLSv1.2';
}

/** How often the files are polled, in milliseconds. */
const POLL_MS = 5_000;

/** @throws {Error} naming the files, when one cannot be read or the key is not that of the certificate */
export function readTls({ cert, key, clientCa }: TlsFiles): TlsContext {
  try {
    const context: TlsContext = {
      cert: readFileSync(cert),
      key: readFileSync(key),
      ...(clientCa === undefined ? {} : { ca: readFileSync(clientCa) }),
      requestCert: clientCa !== undefined,
      rejectUnauthorized: clientCa !== undefined,
      minVersion: 'TLSv1.2',
    };
    createSecureContext(context);
    return context;
  } catch (error) {
    throw new Error(
      `TLS_CERT=${cert}, TLS_KEY=${key}${clientCa === undefined ? '' : `, TLS_CLIENT_CA=${clientCa}`}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Reloads renewed files without a restart: when one of them changes, or on SIGHUP. New connections get the new
 * certificate, open ones continue. Files that do not match, e.g. while they are being written, change nothing.
 *
 * The files are polled: inotify does not see what usually replaces a certificate (a rename, a symbolic link of a mounted secret).
 * @returns stops it
 */
export function renewTls(files: TlsFiles, server: Server, log: Logger, pollMs = POLL_MS): () => void {
  const renew = (): void => {
    try {
      server.setSecureContext(readTls(files));
      log.info('TLS certificate reloaded');
    } catch (error) {
      log.error({ err: error }, 'the TLS files cannot be used; keeping the current certificate');
    }
  };
  const paths = [files.cert, files.key, ...(files.clientCa === undefined ? [] : [files.clientCa])];
  for (const path of paths) watchFile(path, { interval: pollMs, persistent: false }, renew);
  process.on('SIGHUP', renew);
  return () => {
    for (const path of paths) unwatchFile(path, renew);
    process.off('SIGHUP', renew);
  };
}
