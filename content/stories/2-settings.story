# What a member can change, and how one leaves.
alice: /prep start zone=Europe/Berlin
carol: /prep start zone=Asia/Kolkata date=2026-12-10
carol: /prep settings
carol: [Change settings]
carol: {at=07:30; discreet=on; minutes=many}
carol: {minutes=20}
carol: /prep settings at=half
carol: {at=08:00}
carol: [Remove the date]
carol: /prep remind
carol: [Change the time]
carol: {time=08:15; days=mon,wed}
carol: /prep pause 2026-12-01
carol: /prep pause 2020-01-01
carol: /prep resume
carol: /prep pause
carol: /prep plan
carol: [Resume everything]
@advance 1m
carol: /prep privacy show
carol: /prep privacy export
carol: /prep privacy forget scope=drafts
carol: /prep privacy forget
carol: [Keep my data]
carol: [Forget everything]
carol: [Forget everything now]
