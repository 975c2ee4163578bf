/**
 * The facts of which tickets are made: what may be the matter and who then answers, and what stands beside it. Each is written in six wordings: of
 * these the first three are for train, the fourth is for validation and the last two are held out, so that no sentence of one set is in another.
 * Written for this problem. In braces stands what is drawn: an item, a number of days, a sum, a number of an order.
 */

/** Who answers. Two of them have no matter of their own: a fact beside the matter sends a ticket to them. */
export const TEAMS = ['billing', 'accounts', 'delivery', 'returns', 'repairs', 'privacy', 'sellers', 'business'] as const
export type Team = (typeof TEAMS)[number]

export type Wordings = readonly [string, string, string, string, string, string]

/** A matter that a customer writes about, and the team that answers unless a fact beside it says otherwise. */
export interface Matter {
  readonly team: Team
  readonly said: Wordings
}

export const matters: readonly Matter[] = [
  {
    team: 'billing',
    said: [
      'You took {sum} from my card twice for one order.',
      'My bank shows two payments of {sum} to you on the same morning.',
      'I have been charged double for the {item}.',
      'The sum of {sum} was debited a second time yesterday.',
      'Two identical transactions to your shop appear on my statement.',
      'Why did the money for the {item} leave my card two times?',
    ],
  },
  {
    team: 'billing',
    said: [
      'The invoice for order {order} has the wrong address on it.',
      'I need a corrected invoice with my tax number for order {order}.',
      'Please send the receipt for the {item} again, my tax adviser asks for it.',
      'An invoice with the tax shown apart is missing for order {order}.',
      'My accountant cannot use the bill as it is, our tax number is not there.',
      'Could you issue the bill for order {order} anew, with the right name?',
    ],
  },
  {
    team: 'billing',
    said: [
      'The voucher took nothing off the price, and I paid {sum} in full.',
      'Your discount code was accepted but the card was charged the whole {sum}.',
      'The gift card balance did not go down, and my card paid for everything.',
      'The promised discount is not on the invoice of {sum}.',
      'I used a coupon and still paid the full price.',
      'My gift card has money on it, yet the payment ignored it.',
    ],
  },
  {
    team: 'billing',
    said: [
      'Paying by card fails each time although my bank says that all is well.',
      'The payment page turns my card down at the last step.',
      'Checkout says payment declined, and the card works everywhere else.',
      'My card is refused when I try to pay {sum}.',
      'I get as far as the card number, then it says transaction not possible.',
      'The bank approves it, your shop answers that the payment was rejected.',
    ],
  },
  {
    team: 'billing',
    said: [
      'I cancelled the membership and you went on to take {sum} a month.',
      'The yearly subscription was renewed for {sum} without a question.',
      'Please stop the monthly fee, I ended the plan {days} days ago.',
      'A subscription that I never wanted costs me {sum} each month.',
      'You still collect the fee of a plan that was over {days} days ago.',
      'My trial became a paid plan, and {sum} is gone.',
    ],
  },
  {
    team: 'accounts',
    said: [
      'I cannot sign in any more, the password is not accepted.',
      'My password stopped working overnight.',
      'The site says wrong password although I wrote it down.',
      'Signing in fails with the password that I have always used.',
      'It keeps telling me that user name and password do not match.',
      'I am locked out after typing the right password five times.',
    ],
  },
  {
    team: 'accounts',
    said: [
      'The mail with the link for a new password never arrives.',
      'I asked for a password reset {days} times and my inbox stays empty.',
      'The reset link says that it has expired the moment I open it.',
      'No reset message comes, not even among the junk mail.',
      'Resetting does nothing: the link in your message leads to an error.',
      'I have been waiting {days} days for the mail that lets me choose a new password.',
    ],
  },
  {
    team: 'accounts',
    said: [
      'My old phone is gone and with it the codes for signing in.',
      'The six digits from the app are not accepted at sign-in.',
      'The text message with the login code does not reach my new number.',
      'After a change of phone I have no way to get the second code.',
      'Your site asks for a code of a device that I sold.',
      'The login code arrives an hour late and is void by then.',
    ],
  },
  {
    team: 'accounts',
    said: [
      'I want to change the mail address that I sign in with.',
      'My name is different since the wedding, and the profile does not let me edit it.',
      'How do I put another phone number into my profile?',
      'The profile page does not save my new mail address.',
      'Please move my account to another mail address.',
      'My login still uses an address that I gave up long ago.',
    ],
  },
  {
    team: 'accounts',
    said: [
      'There are two accounts in my name, please make them one.',
      'My orders are split over two logins by mistake.',
      'I signed up twice and see only half of my history.',
      'Could you merge my second login into the first?',
      'I registered again by accident and my points are on the other profile.',
      'One profile has my orders, the other my favourites: please join them.',
    ],
  },
  {
    team: 'delivery',
    said: [
      'The {item} was to be here {days} days ago and there is no trace of it.',
      'My parcel is {days} days late.',
      'Where is order {order}? It has not come.',
      'Order {order} is long overdue at my door.',
      'I am still waiting for the {item}, promised for last week.',
      'Nothing has arrived, and {days} days have passed since you shipped it.',
    ],
  },
  {
    team: 'delivery',
    said: [
      'Tracking says delivered, but nobody here got a parcel.',
      'The courier claims to have handed the {item} over, to whom I cannot tell.',
      'It is marked as left at the door and there was nothing at the door.',
      'Your tracking shows a signature that is not mine.',
      'According to the carrier it was dropped off, and the porch was empty.',
      'The status is delivered since {days} days, my hands are empty.',
    ],
  },
  {
    team: 'delivery',
    said: [
      'I have moved, please send order {order} to the new street.',
      'The parcel is on its way to my old address.',
      'I mistyped the house number, can the courier still be told?',
      'Please redirect the {item}, the street in the order is wrong.',
      'The shipment heads for a flat where I no longer live.',
      'Can the destination of order {order} be changed while it travels?',
    ],
  },
  {
    team: 'delivery',
    said: [
      'I shall be away for {days} days, can the courier come later?',
      'Please deliver after six, nobody is at home during the day.',
      'Could the parcel wait at a pick-up point instead?',
      'I need another delivery day for the {item}.',
      'The driver always rings when we are at work.',
      'May the shipment be kept back until we return from holiday?',
    ],
  },
  {
    team: 'delivery',
    said: [
      'Half of order {order} came, the rest of the boxes did not.',
      'There were to be two parcels and the courier brought one.',
      'Only one box of three was on the van.',
      'The second package of the shipment has not turned up.',
      'Part of order {order} seems to be stuck at the depot.',
      'One carton arrived, where is the other one?',
    ],
  },
  {
    team: 'returns',
    said: [
      'I would like to send the {item} back, it is not what I thought.',
      'How can I return the {item}? It is unused.',
      'The {item} does not please me, I want to give it back.',
      'Please tell me how to hand the unopened {item} back.',
      'We changed our minds and do not want to keep the {item}.',
      'Is it still possible to bring back something bought {days} days ago?',
    ],
  },
  {
    team: 'returns',
    said: [
      'I sent the {item} back {days} days ago and have no refund.',
      'You confirmed that the return came in, my money did not.',
      'When do I get the {sum} for what I returned?',
      'The returned {item} is at your warehouse, the refund is not on my account.',
      'Still no reimbursement for the goods that you took back.',
      'The repayment for what I brought back is outstanding since {days} days.',
    ],
  },
  {
    team: 'returns',
    said: [
      'The label for sending it back cannot be printed.',
      'There was no return slip in the box.',
      'The link to the return label leads nowhere.',
      'I need a new return label, the old one is void.',
      'The sticker for the way back is missing from the carton.',
      'The post office does not accept the label that you gave me for giving it back.',
    ],
  },
  {
    team: 'returns',
    said: [
      'You sent a blue {item} and I had chosen the black one.',
      'The size is wrong, can I exchange the {item}?',
      'In the box was another model than the one I ordered.',
      'I want to swap the {item} for the larger one.',
      'What I unpacked is a different article from the one in my basket.',
      'Please exchange the {item}, the colour is not the one on the picture.',
    ],
  },
  {
    team: 'returns',
    said: [
      'The {item} arrived in pieces, the carton was crushed.',
      'When I opened the parcel the {item} was cracked.',
      'The glass was shattered as I unpacked it.',
      'The {item} came out of its box with a dent all along.',
      'It reached me broken, the wrapping was torn open.',
      'On unpacking, a corner of the {item} was snapped off.',
    ],
  },
  {
    team: 'repairs',
    said: [
      'After {days} days of use the {item} does not switch on.',
      'The {item} is dead, no light, no sound.',
      'Pressing the button of the {item} does nothing any more.',
      'It worked well, and since this morning the {item} stays dark.',
      'The {item} gave up, it no longer reacts to anything.',
      'No sign of life from the {item} since the weekend.',
    ],
  },
  {
    team: 'repairs',
    said: [
      'The battery of the {item} lasts ten minutes at most.',
      'The {item} does not charge beyond a third.',
      'Whatever cable I use, the {item} will not charge.',
      'The accumulator is empty after a quarter of an hour.',
      'It has to hang on the mains, the battery holds nothing.',
      'Fully charged at night, the {item} is flat by morning.',
    ],
  },
  {
    team: 'repairs',
    said: [
      'Since the last update the {item} crashes when it starts.',
      'The app loses its connection to the {item} every few minutes.',
      'The {item} hangs at the logo after the new firmware.',
      'The software of the {item} restarts by itself all the time.',
      'It freezes as soon as the update has been installed.',
      'The {item} no longer pairs with my phone since the upgrade.',
    ],
  },
  {
    team: 'repairs',
    said: [
      'The {item} makes a grinding noise and smells of burning.',
      'There is smoke when the {item} has been on for a while.',
      'A loud rattle comes from inside the {item}.',
      'The {item} gets so hot that I dare not touch it.',
      'It hums and vibrates like never before.',
      'Sparks flew from the plug of the {item}.',
    ],
  },
  {
    team: 'repairs',
    said: [
      'Is the {item} still under warranty, and who mends it?',
      'Where do I get a spare part for the {item}?',
      'A screw of the {item} is lost, can I buy one?',
      'Please send me a replacement knob under the guarantee.',
      'Do you have someone who can fix the hinge of the {item}?',
      'I am looking for the manual and a new filter for the {item}.',
    ],
  },
  {
    team: 'privacy',
    said: [
      'Please delete all that you have stored about me.',
      'I want my account and all personal data erased.',
      'Remove my data from your systems, as the law says.',
      'Kindly wipe everything that you know of me.',
      'I make use of my right to be forgotten.',
      'Erase my profile and confirm it in writing.',
    ],
  },
  {
    team: 'privacy',
    said: [
      'What data do you hold about me? Please send a copy.',
      'I ask for a copy of my personal data.',
      'Tell me which of my details you keep and why.',
      'I want to see all records that you have of me.',
      'Under the data protection law I request access to my file.',
      'Send me everything that is stored under my name.',
    ],
  },
  {
    team: 'privacy',
    said: [
      'Stop sending me advertising, I never agreed to it.',
      'Your newsletter comes daily although I unsubscribed.',
      'Take me off the mailing list at last.',
      'I did not consent to these marketing mails.',
      'The unsubscribe link does nothing and the promotions go on.',
      'Please no more offers by mail or text message.',
    ],
  },
  {
    team: 'privacy',
    said: [
      'Somebody ordered things in my name, I fear that my data leaked.',
      'A stranger knew my order and my address when he called.',
      'I read about a breach at your shop, am I affected?',
      'A caller who said he was from your shop had all of my details.',
      'My address turned up in a scam that mentions your shop.',
      'Were my details part of the leak that the papers write about?',
    ],
  },
  {
    team: 'privacy',
    said: [
      'With whom do you share my address?',
      'I object to my data being passed on to partners.',
      'Why does another company know what I bought from you?',
      'Do you sell the purchase history of your customers?',
      'Withdraw my permission to hand my details to third parties.',
      'An ad agency wrote that it has my name from you.',
    ],
  },
]

/** A fact that sends a ticket to a team of its own where one of some teams would answer it. */
export interface Exception {
  readonly to: Team
  readonly instead: readonly Team[]
  readonly said: Wordings
}

export const exceptions: readonly Exception[] = [
  {
    to: 'sellers',
    instead: ['delivery', 'returns', 'repairs'],
    said: [
      'I bought it from one of the merchants on your marketplace.',
      'It was sold and shipped by a third-party dealer.',
      'The page said that a partner shop sells it, not you.',
      'An independent merchant offered it on your site.',
      'The vendor is a small dealer who only uses your platform.',
      'It came from a marketplace merchant, who does not answer.',
    ],
  },
  {
    to: 'business',
    instead: ['billing', 'accounts'],
    said: [
      'I write for a company with forty seats under a framework contract.',
      'This concerns the corporate customer number of our firm.',
      'Our procurement department has a contract with you.',
      'All of our employees use the company licence.',
      'We are a corporate client with a purchasing agreement.',
      'I look after the seats of our firm.',
    ],
  },
]

/** What is not the matter: other teams' words, of things that are in order. */
export const asides: readonly Wordings[] = [
  [
    'The payment went through without a problem.',
    'My card was charged correctly.',
    'I have the invoice at hand.',
    'Payment and receipt are in order.',
    'The bill was fine, by the way.',
    'I paid the {sum} at once.',
  ],
  [
    'Signing in works.',
    'I can log in to my profile.',
    'My password is not the problem.',
    'The login is fine.',
    'I see all of this when I sign in.',
    'I changed my password last week, and that was easy.',
  ],
  [
    'The courier was quick and friendly.',
    'Delivery took two days as promised.',
    'The parcel itself came on time.',
    'The shipment was fast.',
    'The driver brought it to the third floor.',
    'Tracking worked nicely.',
  ],
  [
    'I do not want to return it.',
    'I have sent things back before, that went well.',
    'A refund is not what I am after.',
    'I do not ask for my money back.',
    'An exchange last year was easy.',
    'I would rather keep it than give it back.',
  ],
  [
    'The {item} itself runs well.',
    'I am happy with the {item}, the battery too.',
    'The {item} from last year still works.',
    'Nothing is wrong with the device.',
    'The {item} does its job.',
    'No complaint about how the {item} performs.',
  ],
  [
    'You may keep my data for this.',
    'I do read your newsletter.',
    'My details have not changed.',
    'You have my address in your records.',
    'I like your offers by mail.',
    'Use my number to call me about this, for nothing else.',
  ],
]

/** What any ticket may begin and end with. */
export const openings: Wordings = [
  'Good morning,',
  'Hi there,',
  'Dear customer service,',
  'To whom it may concern:',
  'Hello,',
  'Good evening, I hope that someone reads this.',
]
export const closings: Wordings = [
  'Please help quickly.',
  'This is the third time that I write.',
  'Thanks in advance, and best wishes.',
  'I am rather disappointed.',
  'Kind regards from a customer of many years.',
  'I expect an answer this week.',
]

/** What stands in for the words in braces. */
export const slots: Readonly<Record<'item' | 'days' | 'sum' | 'order', readonly string[]>> = {
  item: ['kettle', 'headphones', 'desk lamp', 'router', 'blender', 'camera', 'watch', 'speaker', 'heater', 'keyboard', 'drill', 'scale'],
  days: ['three', 'four', 'five', 'nine', 'ten', 'twelve', 'twenty'],
  sum: ['19.90 euros', '48 euros', '75 dollars', '129.00', '240 euros', '12.50'],
  order: ['40-1182', '77-2043', '91-5560', '30-9917', '58-3321'],
}
