#!/usr/bin/perl
# Postfix policy service (SMTPD_POLICY_README): writes down when a mailbox last sent a message, in
# the Dovecot dictionary where its last login and receipt stand.  Never refuses anything.
#
#   sent-policy SOCKET      SOCKET: that of Dovecot's dict service
use strict;
use warnings;
use IO::Socket::UNIX;

$| = 1;
my ($socket) = @ARGV;
my %asked;

while (my $line = <STDIN>) {
    chomp $line;
    if ($line =~ /^([^=]+)=(.*)$/) {
        $asked{$1} = $2;
    } elsif ($line eq '') {
        my $who = $asked{sasl_username} // '';
        my $state = $asked{protocol_state} // '';
        sent($who) if $state eq 'END-OF-MESSAGE' && $who =~ /^[A-Za-z0-9-]+$/;
        %asked = ();
        print "action=DUNNO\n\n";
    }
}

# Dovecot's dict protocol: hello, begin, set, commit; each a line with fields between tabs.
sub sent {
    my ($who) = @_;
    eval {
        local $SIG{ALRM} = sub { die "dict: no answer\n" };
        alarm 3;
        my $dict = IO::Socket::UNIX->new(Peer => $socket) or die "dict: $!\n";
        my $now = time;
        print $dict "H3\t2\t0\t\tlast\n", "B1\t\n", "S1\tshared/last-sent/$who\t$now\n", "C1\n";
        $dict->flush;
        my $answer;
        do { $answer = <$dict> } while (defined $answer && $answer =~ /^\*/);    # "comes later"
        alarm 0;
        die "dict: refused\n" unless defined $answer && $answer =~ /^(?:\+[0-9]+\t)?O/;
        1;
    } or warn $@;    # told in the log of Postfix; the message goes out anyhow
    alarm 0;
}
