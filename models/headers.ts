import { TernateError } from '../engine/contracts/fault.ts'

/** Names of headers whose values are secrets. */
const SECRET = /auth|key|token|secret|cookie|password|credential/i
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
/** Headers that belong to the protocol, or to the connection. */
const OWN = /^(?:content-type|content-length|host|connection|transfer-encoding|accept|accept-encoding)$/i

/** Why a header may not be set so; undefined when it may. A secret has to stand in the environment, so that no file of a run holds it. */
export function faultOfHeader(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return `${JSON.stringify(name.slice(0, 100))} is no name of a header`
  if (OWN.test(name)) return `${name} is set by Ternate`
  if (!/^[\t -~]*$/.test(value)) return `the header ${name} may hold printable ASCII only`
  if (
    SECRET.test(name) &&
    value
      .replaceAll(VARIABLE, '')
      .replace(/^\s*(?:Bearer|Basic|Token)\s*$/i, '')
      .trim() !== ''
  )
    return `the header ${name} holds a secret: put it into an environment variable and write \${NAME} here`
  return undefined
}

/**
 * Headers with what the environment holds in the place of `${NAME}`.
 *
 * @throws TernateError `MODEL_KEY` for a variable that is not set, or holds what no header may carry
 */
export function readHeaders(
  headers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
  model: string,
): { readonly headers: Readonly<Record<string, string>>; readonly secrets: readonly string[] } {
  const secrets: string[] = []
  const read = (header: string, value: string): string =>
    value.replaceAll(VARIABLE, (_, name: string) => {
      const secret = environment[name]?.trim() ?? ''
      if (secret === '' || !/^[\x20-\x7e]+$/.test(secret))
        throw new TernateError(
          'MODEL_KEY',
          `the header ${header} for ${model} wants ${name}, which ${secret === '' ? 'the environment does not have' : 'holds characters that no header may carry'}`,
          `Put it into the environment variable ${name}.`,
        )
      secrets.push(secret)
      return secret
    })
  return { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, read(name, value)])), secrets }
}
