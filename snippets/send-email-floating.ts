const sendEmail = async () => {
  await new Promise(res =>
    setTimeout(res, 2000))
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail is down')
}
try {
  sendEmail()
}
catch (error) {
  console.log('Caught:', String(error))
}
console.log('Done')
