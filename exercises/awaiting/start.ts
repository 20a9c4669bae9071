import { answer, bookCarrier, sendEmail } from '../world/shipping.ts'

bookCarrier('S-42')
await sendEmail('S-42')
answer('S-42 is booked')
