# Two weeks of a group of six.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: /prep start zone=Europe/Berlin
bob: /prep start zone=Europe/London
alice: /prep quiz count=1
@advance 1h
