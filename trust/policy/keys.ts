import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readText } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { unwritable } from '../durable.ts'

/** Bytes of a file that holds a key. */
const LARGEST = 10_000

/** A person's key: Ed25519 (RFC 8032). Only its public half leaves the person's machine. */
export interface Signer {
  /** As a policy names it. */
  readonly publicKey: string
  /** Signs a text; 64 bytes in base64. */
  sign(text: string): string
}

/** A public key as a policy names it: `ed25519:` and its 32 bytes in base64url. */
const spelled = (key: KeyObject): string => `ed25519:${key.export({ format: 'jwk' }).x ?? ''}`

/** A public key's short name. */
export const fingerprint = (publicKey: string): string => hash('sha256', publicKey).slice(0, 16)

/** Whether a text is a public key as a policy names it. */
export const isPublicKey = (text: string): boolean => /^ed25519:[\w-]{43}$/.test(text)

/** Whether a text was signed by the owner of a public key. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.slice('ed25519:'.length) }, format: 'jwk' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/**
 * Makes a pair of keys and writes the private one into a file that only its owner may read.
 *
 * @throws TernateError `KEY_TAKEN` where there is a file already, `TRUST_UNWRITABLE`
 */
export function makeKey(file: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(file, error)
    throw new TernateError('KEY_TAKEN', `${file} is there already`, 'Use that key, or name another file with --key.')
  }
  return readKey(file)
}

/**
 * Reads a private key.
 *
 * @throws TernateError `KEY_MISSING` where there is none, `KEY_INVALID` where it is no Ed25519 key or others may read it
 */
export function readKey(file: string): Signer {
  const read = readText(file, LARGEST)
  const invalid = (why: string): TernateError =>
    new TernateError('KEY_INVALID', `${file} ${why}`, 'Give a file with a private Ed25519 key as `ternate keys new` writes it, mode 600.')
  if (!read.ok) {
    if (!read.absent) throw invalid(read.why)
    throw new TernateError('KEY_MISSING', `there is no key ${file}`, 'Make one with `ternate keys new`, or name its file with --key.')
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) throw invalid('may be read by others')
  let key: KeyObject
  try {
    key = createPrivateKey(read.content)
  } catch {
    throw invalid('is no private key')
  }
  if (key.asymmetricKeyType !== 'ed25519') throw invalid('is no Ed25519 key')
  return { publicKey: spelled(createPublicKey(key)), sign: (text) => sign(null, Buffer.from(text), key).toString('base64') }
}
