//! Words that people use for the same thing, apart from the verbs by which commands are named.
//!
//! These are words of everyday life and of common kinds of services. What a word means in one service alone belongs
//! into the aliases of its commands.

use std::{collections::BTreeMap, sync::LazyLock};

use super::terms::stem;

/// Words of one meaning on each line. A word may have several meanings.
const GROUPS: &str = "
customer client buyer shopper consumer patron
user member account profile
person somebody people individual human
employee worker staff colleague coworker personnel teammate workforce
manager boss supervisor superior chief
manager report org hierarchy boss
administrator admin moderator superuser
role permission right privilege authorization administrator admin
access permission right
applicant candidate jobseeker
job position vacancy opening
team group department crew division squad
company organisation organization firm business enterprise
supplier vendor merchant wholesaler provider
student pupil learner
teacher professor instructor tutor lecturer
parent mother father mum mom dad guardian
child kid son daughter
doctor physician medic
driver chauffeur
guest visitor
tenant renter lessee occupant resident
landlord owner
passenger traveller traveler rider flyer
artist singer band musician
agent representative operator
subscriber reader follower recipient
attendee participant invitee
requester sender author
money cash fund
money amount payment
price cost fee rate tariff
cost price worth expense
invoice bill
refund reimbursement repayment money
salary wage pay earnings income compensation
payroll wage salary
revenue sale turnover earnings income earn
profit gain margin earnings
expense spending expenditure outlay
loan mortgage credit debt borrow
coupon voucher promo promotion discount code rebate
tax vat duty levy
overdue unpaid arrears outstanding late due owe
overdue late delayed behind
late delayed delay time punctual
currency euro dollar pound yen
tip gratuity
contract agreement lease
fine penalty
receipt expense
subscription plan membership tier
quote estimate offer
product item article goods merchandise
catalog catalogue range assortment
stock inventory supply
unit piece
warehouse depot storage storehouse
low short shortage scarce lack
shelf rack
parcel package packet shipment consignment
order purchase
shipping freight delivery postage
carrier courier shipper
label sticker
vehicle car automobile van truck lorry
truck lorry
bus coach
address location place house home residence
location place position whereabouts where
route way path itinerary direction
file document attachment
folder directory
bin trash rubbish garbage waste
version revision edition
copy duplicate replica instance
instance server machine host node computer
link url
picture image photo photograph
video movie film clip
report summary overview statistics
spreadsheet table sheet
text word content wording description
title name heading
note remark comment memo
space capacity disk
virus malware infection infected
meeting appointment conference
appointment visit
calendar schedule agenda timetable diary
holiday vacation leave absence
day date
deadline due
slot time when
shift duty
daily today
tomorrow later
month monthly
recurring regular repeated periodic standing regularly
yearly annual
history past movement trail
earlier previous older old former
recent latest newest new last
event happening
available free vacant empty unoccupied
available busy presence away
service application app api
deployment release rollout
production live environment
bug defect error fault
problem issue trouble
incident outage disruption downtime breakdown
alert alarm warning
notification alert
metric measurement
database db
backup snapshot
certificate cert ssl tls
secret credential password
key token
setting configuration config option preference
flag toggle switch
feature function
status state condition health
up available healthy online alive
availability uptime
down broken offline unavailable
broken defective faulty damaged
factor mfa 2fa otp authentication
session login device
device gadget appliance
software firmware
mail email
phone telephone mobile cell
message chat post
emoji reaction
poll vote survey
topic subject theme
ticket request case inquiry complaint issue problem
help support assistance
article knowledge guide
spam junk advertising
priority urgent important critical urgency severity
satisfaction satisfied happy pleased
workload load busy
feedback review rating
medication drug medicine pill
vaccine shot jab vaccination immunization
result outcome finding
diagnosis illness disease sickness
sick ill unwell
ward hospital clinic
lab laboratory
record history file
course class lesson
exam test quiz
grade mark
homework assignment exercise
certificate diploma degree
attendance presence present
flat apartment
house home property building
repair fix maintenance
rent lease tenancy
light lamp bulb
temperature warm heat heating cold degree thermostat
electricity power energy
energy usage consumption
blind shutter curtain
vacuum robot cleaner
damage dent scratch crash accident
flight plane airplane aircraft
hotel accommodation lodging
luggage baggage suitcase bag
booking reservation
weather rain
trip journey travel ride tour
lost missing stolen
dish meal food
menu dish eat
table seat
track song tune
music playback audio
playlist list
volume loud sound noise
lyrics word
similar alike
favourite favorite
campaign advertisement ad
newsletter mailing
website site web
traffic visitor
lead prospect
contact address subscriber
variant version alternative
social twitter tweet facebook network
personal private data gdpr privacy
report result performance statistics
task todo
person who
duty call
limit maximum cap
member participant
area zone region
compare versus
random shuffle
fire sack dismiss layoff terminate
evict terminate notice
expel exclude kick
hire recruit employ onboard
ban suspend block exclude
unban unblock unsuspend reinstate
raise increase grow boost bump
raise salary increase
reduce decrease lower cut
remind nudge chase prompt reminder
notify inform tell alert warn announce
reply answer respond
answer respond decline accept
invite ask
request ask apply
enroll join subscribe enlist
leave quit exit
mute silence snooze quiet suppress
restart reboot bounce reload
renew extend prolong
borrow lend loan
record log note enter track
report declare
like favourite love
skip next
schedule plan arrange organise organize
move reschedule postpone delay defer
transfer wire remit send
pick choose select
finish complete done close
complete done tick
redirect reroute divert
pickup collect fetch courier
scan check inspect
upload put store save
store save keep
hold keep reserve
submit file claim
redeem spend
apply use
share access give
fetch download get
join merge combine
pin stick
measure read
watch follow monitor
buy purchase order
cook prepare
discharge release
refuse reject decline deny
block stop
close shut
dispatch ship send
advertise promote post
serve run
scale grow
install setup provision
book reserve
look see view
find search
show display demonstrate
say write
reopen return
depend block wait
spoil waste rot
";

/// The other words of each word's meanings, all of them as stems.
static BY_STEM: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut by_stem: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in GROUPS.lines() {
        let stems: Vec<String> = group.split(' ').filter(|word| !word.is_empty()).map(stem).collect();
        for one in &stems {
            let others = by_stem.entry(one.clone()).or_default();
            for other in &stems {
                if other != one && !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
    }
    by_stem
});

/// The stems of words that may mean the same as the word of this stem.
pub(super) fn others(stem: &str) -> &'static [String] {
    BY_STEM.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::{super::terms::stem, GROUPS, others};

    #[test]
    fn every_form_of_a_word_leads_to_the_others() {
        assert!(others(&stem("clients")).contains(&stem("customer")));
        assert!(others(&stem("customer")).contains(&stem("clients")));
        assert!(others("client").iter().all(|other| other != "client"));
        assert!(others("xylophone").is_empty());
    }

    #[test]
    fn a_group_has_two_words_at_least_and_none_twice() {
        for group in GROUPS.lines().filter(|line| !line.is_empty()) {
            let mut words: Vec<&str> = group.split(' ').collect();
            assert!(words.len() > 1, "{group}");
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), group.split(' ').count(), "{group}");
        }
    }
}
