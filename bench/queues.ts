/** The same M/M/1 queue on this project's engine and on two from npm, each as its documentation has it, with the same draws. */
import type { MM1Params } from '../simulation/formulas/m-m-1.ts'
import { Entity, Queue, RandomVar, Simulation } from 'simscript'
import { drawsFor } from '../simulation/engine/random.ts'
import { simulateMM1 } from '../simulation/formulas/m-m-1.ts'

/** Mean time in the system of one run. */
type Engine = (params: MM1Params, seed: number) => number | Promise<number>

interface SimJsRequest { done: (then: () => void) => void }
interface SimJsEntity {
  time: () => number
  setTimer: (delay: number) => SimJsRequest
  useFacility: (facility: object, duration: number) => SimJsRequest
}
interface SimJs {
  Sim: new () => { addEntity: (entity: new () => SimJsEntity) => void, simulate: (until: number, mostEvents: number) => void }
  Entity: new () => SimJsEntity
  Facility: new (name: string) => object
}

/** It exports nothing: it puts itself on the window, if there is one. */
async function loadSimJs(): Promise<SimJs> {
  const page = { Sim: undefined as SimJs | undefined }
  Object.assign(globalThis, { window: page })
  await import('simjs')
  Object.assign(globalThis, { window: undefined })
  return page.Sim!
}

const simJs = await loadSimJs()

function runOnSimJs({ arrivalRate, serviceRate, customers }: MM1Params, seed: number): number {
  const arrivals = drawsFor(seed, 'arrivals')
  const services = drawsFor(seed, 'services')
  const server = new simJs.Facility('server')
  let arrived = 0
  let totalTime = 0

  class Source extends simJs.Entity {
    start() {
      this.arrive()
    }

    arrive() {
      const arrivedAt = this.time()
      this.useFacility(server, services.exponential(1 / serviceRate)).done(() => totalTime += this.time() - arrivedAt)
      if (++arrived < customers)
        this.setTimer(arrivals.exponential(1 / arrivalRate)).done(() => this.arrive())
    }
  }

  const run = new simJs.Sim()
  run.addEntity(Source)
  run.simulate(Infinity, Infinity)
  return totalTime / customers
}

// It gives the page time to draw, now and then.
globalThis.requestAnimationFrame = then => Number(setImmediate(then, 0))

function runOnSimScript({ arrivalRate, serviceRate, customers }: MM1Params, seed: number): Promise<number> {
  const arrivals = drawsFor(seed, 'arrivals')
  const services = drawsFor(seed, 'services')
  const server = new Queue('server', 1)
  let totalTime = 0

  class InterArrival extends RandomVar {
    override sample() {
      return arrivals.exponential(1 / arrivalRate)
    }
  }

  class Customer extends Entity {
    override async script() {
      const arrivedAt = this.simulation.timeNow
      await this.enterQueue(server)
      await this.delay(services.exponential(1 / serviceRate))
      this.leaveQueue(server)
      totalTime += this.simulation.timeNow - arrivedAt
    }
  }

  class OneServer extends Simulation {
    override onStarting() {
      super.onStarting()
      this.generateEntities(Customer, new InterArrival(), customers)
    }
  }

  return new Promise((resolve) => {
    const simulation = new OneServer()
    simulation.finished.addEventListener(() => resolve(totalTime / customers))
    void simulation.start(true)
  })
}

export const engines = {
  own: (params, seed) => simulateMM1(params, seed).time,
  simjs: runOnSimJs,
  simscript: runOnSimScript,
} as const satisfies Record<string, Engine>
