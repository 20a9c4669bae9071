import { expect, it } from 'vitest'
import { readArguments, USAGE } from '../../scripts/sns-arguments.ts'

const read = (line: string) => readArguments(line.split(' ').filter(Boolean))

it('nothing is asked: one of each, nobody falls, on the emulator', () => {
  expect(read('')).toEqual({ at: 900, instances: { core: 1, metis: 1 }, isFifo: false, isSlow: false })
})

it('all may be asked at once', () => {
  const all = '--kill metis --at 300 --instances core=2 --instances metis=3 --fifo --slow'
  expect(read(`${all} --aws --region eu-west-3 --profile demo --account 123456789012`)).toEqual({
    kill: 'metis',
    at: 300,
    instances: { core: 2, metis: 3 },
    isFifo: true,
    isSlow: true,
    aws: { region: 'eu-west-3', profile: 'demo', account: '123456789012' },
  })
})

it.each(['--help', '-h', '--kill core --help'])('%s asks for the usage', line => expect(read(line)).toBeUndefined())

it.each([
  ['--kil core', 'Unknown option --kil. Did you mean --kill?'],
  ['core', 'core stands without an option'],
  ['--kill atlas', '--kill atlas: core or metis can be killed'],
  ['--kill', '--kill <value>'],
  ['--at 300', '--at says when to --kill'],
  ['--kill core --at soon', 'milliseconds are needed'],
  ['--instances core', 'from 1 to 5'],
  ['--instances core=9', 'from 1 to 5'],
  ['--instances atlas=2', '--instances atlas=2: core=2, or metis=2'],
  ['--region eu-west-1', '--region goes with --aws'],
  ['--aws --account 42', '12 digits'],
  ['--fifo=yes', '--fifo'],
])('%s is refused with the usage', (line, problem) => {
  expect(() => read(line)).toThrow(problem)
  expect(() => read(line)).toThrow(USAGE)
})
