/** A fault that a reader can switch on before a run: an environment variable, and the value that makes the code fail. */
export interface Fault {
  variable: string
  value: string
}

/** All faults. Their labels stand in `locales/`, under `runner.faults`. */
export const faults = [
  { variable: 'MAIL_SERVER', value: 'down' },
] as const satisfies Fault[]

/** The faults whose variable the code reads. */
export const faultsIn = (code: string) => faults.filter(({ variable }) => code.includes(`process.env.${variable}`))
