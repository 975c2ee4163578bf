import type { CommandBuilder } from 'yargs'

/** Options of `ternate completion`, with examples. */
export const builder: CommandBuilder = (parser) =>
  parser.example('$0 completion >> ~/.bashrc', 'bash; in zsh ~/.zshrc, with the SHELL that is in use')
