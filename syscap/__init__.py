"""What a device offers: releases and levels, API members, device types and their capabilities, `canIUse`."""
